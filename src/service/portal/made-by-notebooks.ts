/** Something that a notebook made, as the portal shows it. */
export interface MadeByNotebook {
  readonly notebook: string;
  readonly kind: "deployment" | "model" | "file" | "job";
  readonly id: string;
  /** Origin of the provider that holds it, or `embedded` for this service. */
  readonly endpoint: string;
  /** ISO 8601. */
  readonly madeAt: string;
}

/** Reads what notebooks made, given by whoever starts the service: the lists are the notebooks' own. */
export type ListMade = () => Promise<readonly MadeByNotebook[]>;
