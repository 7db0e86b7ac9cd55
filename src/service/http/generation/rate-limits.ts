import type { FastifyReply } from "fastify";
import type { ServiceContext } from "../../context.js";
import { simulatedBy, type SwitchValues } from "../../teaching-switches.js";
import { ApiError } from "../api-error.js";
import type { ModelTarget } from "./model-target.js";

const WINDOW_MS = 60_000;

interface Use {
  readonly at: number;
  readonly tokens: number;
}

/**
 * Counts what each deployment has used in the last minute: always reported in the headers, enforced only when the
 * teaching switch asks for it.
 */
export class RateLimits {
  readonly #uses = new Map<string, Use[]>();
  #requests = 0;

  /**
   * Counts a request by Azure's estimate, prompt tokens plus the most that may be answered, and sets the headers.
   *
   * Throws 429 with Retry-After when a switch is on and the limit is reached.
   */
  admit(context: ServiceContext, target: ModelTarget, estimate: number, reply: FastifyReply): void {
    this.#requests++;
    const { tooManyRequestsEvery, enforceRateLimits } = context.switches.values;
    if (tooManyRequestsEvery > 0 && this.#requests % tooManyRequestsEvery === 0)
      throw tooMany(1, "tooManyRequestsEvery");
    const { deployment } = target;
    if (deployment === undefined) return;
    const now = context.now();
    // A use of the future is from before the clock was set back.
    const isRecent = ({ at }: Use): boolean => at > now - WINDOW_MS && at <= now;
    const uses = (this.#uses.get(deployment.name) ?? []).filter(isRecent);
    const tokensPerMinute = deployment.sku.capacity * 1000;
    // Azure grants six requests a minute for each thousand tokens a minute.
    const requestsPerMinute = deployment.sku.capacity * 6;
    const used = uses.reduce((sum, use) => sum + use.tokens, 0);
    if (enforceRateLimits && (used + estimate > tokensPerMinute || uses.length >= requestsPerMinute)) {
      const oldest = uses[0]?.at ?? now;
      throw tooMany(Math.max(1, Math.ceil((oldest + WINDOW_MS - now) / 1000)), "enforceRateLimits");
    }
    uses.push({ at: now, tokens: estimate });
    this.#uses.set(deployment.name, uses);
    void reply.headers({
      "x-ratelimit-limit-requests": String(requestsPerMinute),
      "x-ratelimit-limit-tokens": String(tokensPerMinute),
      "x-ratelimit-remaining-requests": String(Math.max(0, requestsPerMinute - uses.length)),
      "x-ratelimit-remaining-tokens": String(Math.max(0, tokensPerMinute - used - estimate)),
    });
  }
}

function tooMany(seconds: number, by: keyof SwitchValues): ApiError {
  return new ApiError(
    429,
    `Requests to the ChatCompletions_Create Operation under Azure OpenAI API have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after ${seconds} second${seconds === 1 ? "" : "s"}. ${simulatedBy(by)}`,
    {
      code: "429",
      shape: "azure",
      headers: {
        "retry-after": String(seconds),
        "x-ratelimit-reset-requests": String(seconds),
        "x-ratelimit-reset-tokens": String(seconds),
      },
    },
  );
}
