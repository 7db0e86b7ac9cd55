export const cleanUp = {} as const;
