import { Fragment } from "preact";

/** A long name that may go on in the next line after its slashes, dots, dashes and underscores, and nowhere else. */
export function Breakable({ text }: { readonly text: string }) {
  const parts = text.split(/(?<=[/._:-])/);
  return (
    <>
      {parts.map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}
