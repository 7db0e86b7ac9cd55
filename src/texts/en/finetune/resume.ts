export const resume = {
  "resume.nothing": "This notebook has made nothing here that is still there; begin with its first cells.",
  "resume.caption": "Made by this notebook, and where it stands",
  "resume.kind": "kind",
  "resume.id": "id",
  "resume.state": "state",
  "resume.goOn": "go on with",
  "resume.gone": "gone",
  "resume.there": "there",
  "resume.noJob": "This notebook has no job here: {what}.",
  "resume.noJobWhat": "none was created, or all are gone",
  "resume.noJobHint": "Run the notebook's cells up to the one that creates the job.",
} as const;
