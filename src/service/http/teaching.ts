import type { FastifyInstance } from "fastify";
import type { ServiceContext } from "../context.js";
import { switchesSchema } from "../teaching-switches.js";
import { reads } from "./request-body.js";
import { parseBody } from "./request-problems.js";

/** Registers the administrative route by which an instructor reads and changes the teaching switches. */
export function registerTeaching(app: FastifyInstance, context: ServiceContext): void {
  const show = () => ({ switches: context.switches.values, active: context.switches.active });
  app.get("/tunelab/teaching-switches", show);
  app.patch("/tunelab/teaching-switches", reads(switchesSchema), (request) => {
    // Without their defaults: what is not named stays as it is.
    const given = Object.keys((request.body ?? {}) as object);
    const parsed = parseBody(switchesSchema, request.body);
    context.switches.set(Object.fromEntries(Object.entries(parsed).filter(([name]) => given.includes(name))));
    return show();
  });
}
