import type { FastifyInstance } from "fastify";
import type { ServiceContext } from "../context.js";

/** Registers `GET /health`, which needs no key and tells no secret. */
export function registerHealth(app: FastifyInstance, context: ServiceContext): void {
  app.get("/health", () => ({
    status: "ok",
    model: context.engine.modelId,
    model_loaded: context.engine.isLoaded,
    generations: context.engine.activeGenerations,
    teaching_switches: context.switches.active,
  }));
}
