import { t } from "../../i18n/index.js";

/** The box in a row's first cell that marks what it holds for a comparison. */
export function MarkBox(props: {
  /** What the row holds, as its learner calls it. */
  readonly name: string;
  readonly isMarked: boolean;
  readonly onMark: (isMarked: boolean) => void;
}) {
  return (
    <input
      type="checkbox"
      aria-label={t("jobs.markOne", { name: props.name })}
      checked={props.isMarked}
      onChange={(event) => props.onMark(event.currentTarget.checked)}
    />
  );
}
