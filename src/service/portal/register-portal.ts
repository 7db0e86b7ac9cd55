import type { FastifyInstance } from "fastify";
import type { ServiceContext } from "../context.js";
import { registerFileRoutes } from "./file-routes.js";
import { registerPageRoutes } from "./page-routes.js";
import { toPortalError } from "./portal-errors.js";
import { registerPortalRoutes } from "./portal-routes.js";
import { registerRunRoutes } from "./runs/run-routes.js";
import { registerSessionRoutes } from "./session/session-routes.js";

/** Registers the portal: its pages, signing in, and what the pages read. */
export function registerPortal(app: FastifyInstance, context: ServiceContext): void {
  void app.register(async (scope) => {
    scope.setErrorHandler((error) => {
      throw toPortalError(error);
    });
    registerPageRoutes(scope, context.portal.pages);
    registerSessionRoutes(scope, context);
    registerPortalRoutes(scope, context);
    registerFileRoutes(scope, context);
    registerRunRoutes(scope, context);
  });
}
