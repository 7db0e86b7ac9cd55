import { t } from "../../i18n/index.js";

/** Problems that have a text on what to do; the service may find others, which then speak for themselves. */
const KNOWN = [
  "data_type",
  "invalid_json",
  "missing_messages_list",
  "message_missing_key",
  "message_unrecognized_key",
  "unrecognized_role",
  "missing_content",
  "example_missing_assistant_message",
  "example_unrecognized_key",
  "last_message_not_assistant",
  "no_weighted_message",
  "example_missing_user_message",
  "example_missing_system_message",
  "missing_output",
  "tool_calls_outside_assistant",
  "invalid_tool_calls",
  "invalid_weight",
  "invalid_n_examples",
  "file_too_large",
  "not_utf8",
  "unreadable_line",
  "special_token_in_text",
  "broken_character",
  "several_outputs",
  "invalid_name",
  "not_trained_here",
  "office_file",
  "binary_file",
  "json_document",
  "table_file",
  "text_file",
] as const;

/** What to do about a problem, by its code. */
export function adviceFor(code: string): string | undefined {
  const known = KNOWN.find((name) => name === code);
  return known === undefined ? undefined : t(`advice.${known}`);
}
