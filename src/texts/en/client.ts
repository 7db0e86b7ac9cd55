export const client = {
  "client.secondJob":
    "The same files are trained on a second time with the same parameters: the first job is {first}, and this one, {second}, is billed like it. If you did not mean it: {cancel}",
} as const;
