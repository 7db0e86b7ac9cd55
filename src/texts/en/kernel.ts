export const kernel = {
  "kernel.declaredUnder": "{name} is made in the cell under “{heading}”: run that cell first.",
} as const;
