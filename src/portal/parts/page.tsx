import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { route } from "../router.js";

let hasShownPage = false;

/**
 * Frame of a page. Its title takes the focus when the reader has come from another page, as a new document would; a
 * changed query of the same page leaves the focus where it is.
 */
export function Page(props: {
  readonly title: string;
  readonly badge?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly intro?: ComponentChildren;
  readonly children?: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { path } = route.value;
  const pageKey = path.slice(0, 2).join("/");
  useEffect(() => {
    document.title = `${props.title} – Tunelab`;
  }, [props.title]);
  useEffect(() => {
    if (hasShownPage) {
      heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    hasShownPage = true;
  }, [pageKey]);
  return (
    <div class="page">
      <div class="page-head">
        <h1 tabIndex={-1} ref={heading}>
          {props.title}
        </h1>
        {props.badge}
        <span class="spring" />
        {props.actions !== undefined && <div class="row">{props.actions}</div>}
      </div>
      {props.intro !== undefined && <p class="page-intro">{props.intro}</p>}
      {props.children}
    </div>
  );
}
