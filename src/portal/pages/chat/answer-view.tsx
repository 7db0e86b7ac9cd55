import type { CallFailure } from "../../api/failure.js";
import { number, t, withColon } from "../../i18n/index.js";
import { Markdown } from "../../parts/text/markdown.js";
import { FailureNote } from "../../parts/notices/note.js";
import { Bar } from "../../parts/notices/status.js";
import { getMe } from "../../state/session.js";
import { turns } from "./chat-state.js";
import type { Answer } from "./turn.js";

/** One answer, with what it took. */
export function AnswerView({ name, answer }: { readonly name: string; readonly answer: Answer | undefined }) {
  if (answer === undefined) return <p class="soft small">{t("chat.notAsked")}</p>;
  const { text, state, failure, completionTokens, tokensPerSecond, finishReason } = answer;
  return (
    <div class="answer">
      {text !== "" && <Markdown text={text} />}
      {state === "waiting" && <p class="soft thinking">{t("chat.waiting")}</p>}
      {failure !== undefined && <FailureNote failure={failure} title={titleOf(failure, name)} />}
      <p class="small soft answer-facts">
        {state === "writing" && t("chat.writing")}
        {state === "stopped" && t("chat.stopped")}
        {completionTokens !== undefined && t("chat.tokens", { n: completionTokens })}
        {tokensPerSecond !== undefined && <> · {t("chat.speed", { speed: number(tokensPerSecond, 1) })}</>}
        {finishReason === "length" && <strong> · {t("chat.cut")}</strong>}
        {finishReason === "content_filter" && <strong> · {t("chat.filtered")}</strong>}
      </p>
    </div>
  );
}

/** What a refusal means here, in a sentence. */
function titleOf({ status }: CallFailure, name: string): string {
  if (status === 404) return t("chat.error404", { name });
  if (status === 409) return t("chat.error409", { name });
  if (status === 429) return t("chat.error429", { name });
  return t("error.title");
}

/** How full the model's memory is after the last answer; when it is full, the oldest turns no longer fit. */
export function ContextBar({ models }: { readonly models: readonly string[] }) {
  const { contextLength } = getMe().service;
  const used = models.map((name) => {
    const answer = turns.value.findLast(({ answers }) => answers[name]?.promptTokens !== undefined)?.answers[name];
    return { name, tokens: (answer?.promptTokens ?? 0) + (answer?.completionTokens ?? 0) };
  });
  if (used.every(({ tokens }) => tokens === 0)) return null;
  return (
    <div class="context">
      {used.map(({ name, tokens }) => (
        <div key={name} class="row small soft">
          <span>
            {models.length > 1 && <>{withColon(name)} </>}
            {contextLength === undefined
              ? t("chat.contextTokens", { n: tokens })
              : t("chat.context", { used: tokens, n: contextLength })}
          </span>
          {contextLength !== undefined && (
            <div class="spring">
              <Bar share={tokens / contextLength} isFull={tokens > contextLength * 0.9} />
            </div>
          )}
        </div>
      ))}
    </div>
  );
}
