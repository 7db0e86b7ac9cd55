/** Drawn on 20 by 20 with the text's colour, for lines of 1.7. */
const PATHS = {
  jobs: "M3 3v14h14M5.5 6c3 .5 3.5 7 10.5 7.5",
  data: "M4 5.500c0-3.3 12-3.3 12 0s-12 3.3-12 0v9c0 3.3 12 3.3 12 0v-9M4 10c0 3.3 12 3.3 12 0",
  deployments: "M10 2.5 17 6.250v7.500L10 17.5 3 13.750v-7.500zM3 6.250l7 3.750 7-3.750M10 10v7.5",
  chat: "M3 4h14v10H9l-4 3.500V14H3z",
  runs: "M3 17h14M5 17v-5M10 17V4M15 17V8.5",
  connection: "M7.5 12.5 12.5 7.500M9 6l2-2a3.5 3.5 0 0 1 5 5l-2 2M11 14l-2 2a3.5 3.5 0 0 1-5-5l2-2",
  clean: "M3.5 5.500h13M8 5.500v-2h4v2M5.5 5.500l.75 11.500h7.500l.75-11.500M8.5 9v5M11.5 9v5",
  check: "M4 10.500l4 4 8-9",
  cross: "M5 5l10 10M15 5 5 15",
  warn: "M10 3 18 17H2zM10 8v4M10 14.200v.3",
  info: "M10 2.500a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15M10 9v4.500M10 6.200v.3",
  turn: "M16.5 10A6.5 6.5 0 1 1 10 3.500M10 1l3 2.500L10 6",
  pause: "M7 4.500v11M13 4.500v11",
  play: "M6 4l10 6-10 6z",
  stop: "M5 5h10v10H5z",
  wait: "M10 2.500a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15M10 6v4.500l3 2",
  plus: "M10 4v12M4 10h12",
  copy: "M7 7h9v10H7zM13 7V3H4v10h3",
  download: "M10 3v9M6 8.500l4 4 4-4M3.5 16.500h13",
  upload: "M10 13V4M6 7.500l4-4 4 4M3.5 16.500h13",
  open: "M11 4h5v5M16 4l-8 8M14 11.500V16H4V6h4.5",
  code: "M7 6l-4 4 4 4M13 6l4 4-4 4",
  file: "M5 2.500h6l4 4v11H5zM11 2.500v4h4",
  filter: "M3 4h14l-5.5 6.500V16l-3-1.500v-4z",
  person: "M10 3.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6M4 17c0-7 12-7 12 0",
  edit: "M4 16l.8-3.200L13 4.500l2.5 2.5-8.3 8.200z",
  keyboard: "M2.5 5.500h15v9h-15zM5.5 8.500h.5M8.5 8.500h.5M11.5 8.500h.5M14.5 8.500h.1M6.5 11.700h7",
  star: "M10 3l2.1 4.6 5 .5-3.8 3.3 1.2 4.9-4.5-2.6-4.5 2.6 1.2-4.900L2.9 8.100l5-.5z",
  compare: "M6 4 2.5 7.5 6 11M2.5 7.500h11M14 9l3.5 3.500L14 16M17.5 12.500h-11",
  light:
    "M10 6.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M10 1.500v2M10 16.500v2M1.5 10h2M16.5 10h2M4 4l1.4 1.400M14.6 14.6 16 16M16 4l-1.4 1.400M5.4 14.6 4 16",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside a word; it never stands alone, so readers of the page's text miss nothing. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.7"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
