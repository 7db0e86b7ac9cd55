/** The kernel's logo: a tuning fork that sounds, drawn without text or fonts. */
export const KERNEL_LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
  <rect width="64" height="64" rx="12" fill="#2f5fa8"/>
  <g fill="none" stroke="#ffffff" stroke-width="6" stroke-linecap="round" stroke-linejoin="round">
    <path d="M20 12v16a12 12 0 0 0 24 0V12"/>
    <path d="M32 40v12"/>
  </g>
  <g fill="none" stroke="#a9c9f5" stroke-width="3" stroke-linecap="round">
    <path d="M10 16q-4 6 0 12"/>
    <path d="M54 16q4 6 0 12"/>
  </g>
</svg>
`;
