import { z } from "zod";

/** One schema for each message that a kernel sends, after the Jupyter messaging specification 5.4. */
const mimeBundle = z
  .record(z.string().regex(/\//), z.unknown())
  .refine((data) => typeof data["text/plain"] === "string");
const metadata = z.record(z.string(), z.unknown());
const error = { ename: z.string(), evalue: z.string(), traceback: z.array(z.string()) };
const count = z.number().int().min(0);

const reply = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.discriminatedUnion("status", [
    z.strictObject({ status: z.literal("ok"), ...shape }),
    z.strictObject({ status: z.literal("aborted") }),
    z.looseObject({ status: z.literal("error"), ...error }),
  ]);

/** Responses and events of the Debug Adapter Protocol 1.68. */
const response = {
  type: z.literal("response"),
  seq: z.number().int(),
  request_seq: z.number().int(),
  command: z.string(),
};

const display = { data: mimeBundle, metadata };
const transient = z.strictObject({ display_id: z.string().optional() });

export const CONTENT_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  status: z.strictObject({ execution_state: z.enum(["starting", "busy", "idle"]) }),
  stream: z.strictObject({ name: z.enum(["stdout", "stderr"]), text: z.string().min(1) }),
  execute_input: z.strictObject({ code: z.string(), execution_count: count }),
  execute_result: z.strictObject({ execution_count: count, ...display }),
  display_data: z.strictObject({ ...display, transient }),
  update_display_data: z.strictObject({ ...display, transient: z.strictObject({ display_id: z.string() }) }),
  clear_output: z.strictObject({ wait: z.boolean() }),
  error: z.strictObject(error),
  comm_close: z.strictObject({ comm_id: z.string(), data: metadata }),
  comm_msg: z.strictObject({ comm_id: z.string(), data: metadata }),
  comm_open: z.strictObject({ comm_id: z.string(), target_name: z.string(), data: metadata }),
  iopub_welcome: z.strictObject({ subscription: z.string() }),
  input_request: z.strictObject({ prompt: z.string(), password: z.boolean() }),
  execute_reply: reply({
    execution_count: count,
    payload: z.array(z.looseObject({ source: z.string() })),
    user_expressions: z.record(
      z.string(),
      z.union([
        z.looseObject({ status: z.literal("ok"), ...display }),
        z.looseObject({ status: z.literal("error"), ...error }),
      ]),
    ),
  }),
  kernel_info_reply: reply({
    protocol_version: z.literal("5.4"),
    implementation: z.string(),
    implementation_version: z.string().regex(/^\d+\.\d+\.\d+/),
    language_info: z.strictObject({
      name: z.literal("typescript"),
      version: z.string().regex(/^\d+\.\d+\.\d+/),
      mimetype: z.literal("text/x-typescript"),
      file_extension: z.literal(".ts"),
      codemirror_mode: z.literal("typescript"),
      pygments_lexer: z.literal("typescript"),
      nbconvert_exporter: z.literal("script"),
    }),
    banner: z.string(),
    debugger: z.literal(true),
    supported_features: z.tuple([z.literal("debugger")]),
    help_links: z.array(z.strictObject({ text: z.string(), url: z.url() })),
  }),
  complete_reply: reply({
    matches: z.array(z.string()),
    cursor_start: count,
    cursor_end: count,
    metadata: z.strictObject({
      _jupyter_types_experimental: z.array(
        z.strictObject({ start: count, end: count, text: z.string(), type: z.string() }),
      ),
    }),
  }),
  inspect_reply: reply({ found: z.boolean(), data: metadata, metadata }),
  is_complete_reply: z.union([
    z.strictObject({ status: z.enum(["complete", "invalid", "unknown"]) }),
    z.strictObject({ status: z.literal("incomplete"), indent: z.string() }),
  ]),
  history_reply: reply({
    history: z.array(z.tuple([count, count, z.union([z.string(), z.tuple([z.string(), z.string().nullable()])])])),
  }),
  debug_reply: z.discriminatedUnion("success", [
    z.strictObject({ ...response, success: z.literal(true), body: metadata }),
    z.strictObject({ ...response, success: z.literal(false), message: z.string().min(1), body: metadata }),
  ]),
  debug_event: z.strictObject({
    type: z.literal("event"),
    seq: z.number().int(),
    event: z.enum(["initialized", "stopped", "continued"]),
    body: metadata,
  }),
  comm_info_reply: reply({ comms: metadata }),
  interrupt_reply: reply({}),
  shutdown_reply: reply({ restart: z.boolean() }),
};

const headerSchema = z.strictObject({
  msg_id: z.string().min(1),
  session: z.string().min(1),
  username: z.string(),
  date: z.iso.datetime(),
  msg_type: z.string(),
  version: z.literal("5.4"),
});

/** Throws when a message of the kernel is not as the specification has it. */
export function validateMessage(header: unknown, content: unknown): void {
  const { msg_type: type } = headerSchema.parse(header);
  const schema =
    CONTENT_SCHEMAS[type] ??
    (type.endsWith("_reply") ? z.looseObject({ status: z.literal("error"), ...error }) : undefined);
  if (schema === undefined) throw new Error(`The kernel sent a ${type}, which no schema knows.`);
  const result = schema.safeParse(content);
  if (!result.success)
    throw new Error(`Wrong ${type}: ${result.error.message}\n${JSON.stringify(content).slice(0, 500)}`);
}
