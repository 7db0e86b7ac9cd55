import { z } from "zod";
import { ApiError } from "./api-error.js";

const query = z.looseObject({
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
  order: z.enum(["asc", "desc"]).optional(),
});

/** Paging of a list request. */
export interface PageRequest {
  readonly after: string | undefined;
  readonly limit: number;
  readonly order: "asc" | "desc" | undefined;
}

/**
 * Reads `after`, `limit` and `order` of a query; throws the provider's 400.
 *
 * @example
 * parsePage({ limit: "2" }, 20, 1000); // { after: undefined, limit: 2, order: undefined }
 */
export function parsePage(value: unknown, defaultLimit: number, maxLimit: number): PageRequest {
  const result = query.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    const name = String(issue?.path[0] ?? "query");
    throw new ApiError(400, `Invalid value for '${name}' in the query.`, { code: "invalid_value", param: name });
  }
  const { after, limit, order } = result.data;
  return { after, limit: Math.min(maxLimit, limit ?? defaultLimit), order };
}

/** A list in the API's form. */
export interface ListBody {
  readonly object: "list";
  readonly data: readonly unknown[];
  readonly has_more: boolean;
  readonly first_id?: string | null;
  readonly last_id?: string | null;
}

/**
 * Cuts one page out of items, without looking at the others.
 *
 * Throws 404 when `after` names none of them.
 *
 * @param newestFirst reads the items from their end
 * @example
 * toPage(["a", "b", "c"], { after: "a", limit: 1, order: undefined }, (id) => id, (id) => ({ id }));
 * // { object: "list", data: [{ id: "b" }], has_more: true, first_id: "b", last_id: "b" }
 */
export function toPage<Item>(
  items: readonly Item[],
  page: PageRequest,
  idOf: (item: Item) => string,
  toBody: (item: Item) => unknown,
  newestFirst = false,
): ListBody {
  const at = (index: number): Item => items[newestFirst ? items.length - 1 - index : index]!;
  let start = 0;
  if (page.after !== undefined) {
    while (start < items.length && idOf(at(start)) !== page.after) start++;
    if (start++ === items.length) {
      throw new ApiError(404, `No such object: ${page.after.slice(0, 100)}`, { code: "not_found", param: "after" });
    }
  }
  const end = Math.min(items.length, start + page.limit);
  const slice = Array.from({ length: Math.max(0, end - start) }, (_, offset) => at(start + offset));
  return {
    object: "list",
    data: slice.map(toBody),
    has_more: end < items.length,
    first_id: slice[0] === undefined ? null : idOf(slice[0]),
    last_id: slice.length === 0 ? null : idOf(slice.at(-1)!),
  };
}
