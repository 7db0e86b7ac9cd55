import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/index.js";
import { Bilingual } from "../../parts/text/bilingual.js";
import { Button } from "../../parts/controls/button.js";
import { findDeployment } from "../../state/records.js";
import { answererOf } from "../deployments/answerer-of.js";
import { AnswerView, ContextBar } from "./answer-view.js";
import { question, turns } from "./chat-state.js";
import { CodeDialog } from "./code-dialog.js";
import { beingAsked, clearChat, isAnswering, sendQuestion, spoken, stopAnswer } from "./conversation.js";

/** “Chat session”: the turns, a column for each deployment, and the next question. */
export function SessionPanel({ models }: { readonly models: readonly string[] }) {
  const isCodeShown = useSignal(false);
  // On a narrow screen one column is shown at a time.
  const shownModel = useSignal(models[0]!);
  const current = models.includes(shownModel.value) ? shownModel.value : models[0]!;
  const list = useRef<HTMLDivElement>(null);
  const last = turns.value.at(-1);
  const length = last === undefined ? 0 : Object.values(last.answers).reduce((sum, { text }) => sum + text.length, 0);
  useEffect(() => {
    const box = list.current!;
    if (box.scrollHeight - box.scrollTop - box.clientHeight < 160) box.scrollTop = box.scrollHeight;
  }, [turns.value.length, length]);
  return (
    <section class="card session" aria-labelledby="session-title">
      <div class="row">
        <h2 id="session-title">
          <Bilingual text={t("chat.session")} english="Chat session" />
        </h2>
        <span class="spring" />
        <Button
          small
          icon="code"
          onClick={() => {
            isCodeShown.value = true;
          }}
        >
          {t("action.viewCode")}
        </Button>
        <Button small icon="clean" disabled={turns.value.length === 0} onClick={clearChat}>
          {t("chat.clear")}
        </Button>
      </div>
      {models.length > 1 && (
        <div class="model-tabs row" role="group" aria-label={t("chat.shownModel")}>
          {models.map((name) => (
            <Button
              key={name}
              small
              pressed={name === current}
              onClick={() => {
                shownModel.value = name;
              }}
            >
              {name}
            </Button>
          ))}
        </div>
      )}
      <div class="columns-head" data-columns={models.length}>
        {models.map((name) => (
          <div key={name} class={name === current ? "column shown" : "column"}>
            <strong>{name}</strong>
            <div class="small soft">{answererOf(findDeployment(name))}</div>
          </div>
        ))}
      </div>
      <div class="turns" ref={list} tabIndex={0} role="region" aria-label={t("chat.turns")}>
        {turns.value.length === 0 && <p class="soft turns-empty">{t("chat.start")}</p>}
        {turns.value.map((turn, index) => (
          <div key={index} class="turn">
            <div class="bubble mine">
              <div class="bubble-role">{t("role.user")}</div>
              <div class="bubble-text">{turn.user}</div>
            </div>
            <div class="columns" data-columns={models.length}>
              {models.map((name) => (
                <div key={name} class={name === current ? "column shown" : "column"}>
                  <AnswerView name={name} answer={turn.answers[name]} />
                </div>
              ))}
            </div>
          </div>
        ))}
      </div>
      <QuestionForm models={models} />
      <ContextBar models={models} />
      <div class="visually-hidden" aria-live="polite">
        {spoken.value}
      </div>
      {isCodeShown.value && (
        <CodeDialog
          models={models}
          onClose={() => {
            isCodeShown.value = false;
          }}
        />
      )}
    </section>
  );
}

function QuestionForm({ models }: { readonly models: readonly string[] }) {
  const canSend = question.value.trim() !== "" && !isAnswering.value;
  const send = (): void => {
    if (!canSend) return;
    void sendQuestion(question.value.trim(), models);
    question.value = "";
  };
  return (
    <form
      class="question"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") stopAnswer();
      }}
    >
      <label htmlFor="question">
        <Bilingual text={t("chat.userMessage")} english="User message" />
      </label>
      <textarea
        id="question"
        rows={2}
        placeholder={t("chat.placeholder")}
        value={question.value}
        onInput={(event) => {
          question.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          // While an input method composes a word, Enter belongs to it.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <div class="row">
        <span class="small soft">
          {beingAsked.value === undefined ? t("chat.sendHint") : t("chat.asking", { name: beingAsked.value })}
        </span>
        <span class="spring" />
        {isAnswering.value && (
          <Button icon="stop" onClick={stopAnswer}>
            {t("chat.stopAnswer")}
          </Button>
        )}
        <Button type="submit" kind="main" disabled={!canSend}>
          <Bilingual text={t("chat.send")} english="Send" />
        </Button>
      </div>
    </form>
  );
}
