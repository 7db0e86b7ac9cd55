import { locale } from "../../i18n/index.js";

/** A label with the English word that the labs' pictures show below it. */
export function Bilingual(props: { readonly text: string; readonly english: string }) {
  if (locale.value === "en" || props.text === props.english) return <>{props.text}</>;
  return (
    <span class="bilingual">
      {props.text}{" "}
      <small lang="en" class="soft-inherit">
        {props.english}
      </small>
    </span>
  );
}
