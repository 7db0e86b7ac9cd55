/** Texts of the last step of each lab. */
export const cleanUp = {
  "cleanUp.intro": "What was made, and what it would cost on Azure if it stayed. Here it costs nothing.",
  "cleanUp.empty": "There is nothing to clean up.",
  "cleanUp.all": "Select all",
  "cleanUp.group.deployment": "Deployments",
  "cleanUp.group.model": "Fine-tuned models",
  "cleanUp.group.file": "Files",
  "cleanUp.perMonth": "On Azure: {price} a month",
  "cleanUp.monthly": "{price} a month",
  "cleanUp.delete": "Delete {n}|Delete {n}",
  "cleanUp.confirm": "This cannot be undone.",
  "cleanUp.type": "Type delete to confirm",
  "cleanUp.done": "{n} was deleted.|{n} were deleted.",
  "cleanUp.failed": "{n} could not be deleted|{n} could not be deleted",
} as const;
