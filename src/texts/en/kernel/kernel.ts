export const kernel = {
  "kernel.declaredUnder": "{name} is made in the cell under “{heading}”: run that cell first.",
  "kernel.notDeclared": "No cell has declared it since the kernel started: run the cells above, if one of them does.",
  "kernel.refused": "{cell} declares {name}, but it was not run because of a mistake: mend that cell and run it first.",
  "kernel.importBrings": "{line} brings the one of {module}. If a cell declares or imports it, run that cell first.",
  "kernel.forgotten": "It is gone since %reset or the end of the cell runner: run the cell that declares it again.",
  "kernel.forgottenAwait": "It is a promise, not yet its value: write `await` before it.",
  "kernel.noPage":
    "Cells run in Node.js, which has no page of a browser. If a cell declares the name, run that cell first.",
  "kernel.writtenAs": "In a cell this is written: {code}",
  "kernel.typographicQuote":
    "{character} is a quotation mark of printed text, as pages and word processors set it: type \" or ' instead.",
  "kernel.oddCharacter":
    "This is the character {number}, which looks like another one or like nothing: delete it and type what you mean.",
  "kernel.pythonName":
    "{name} is a name of Python: here it is {code}. If a cell declares the name, run that cell first.",
  "kernel.noGlobal":
    "`let {name} = …` in a cell makes {name} known to all cells. For a package that looks for it at globalThis, write `(globalThis as any).{name}`.",
  "kernel.mistake": "the cell was not run, because TypeScript found a mistake.",
  "kernel.whatToDo": "What to do: {hint}",
  "kernel.interruptedBefore": "The cell was interrupted before it ran.",
  "kernel.missed": "Output of {cell}, which ran while this page was reloaded or another one connected:",
  "kernel.missedEndOf":
    "The end of the output of {cell}, which ran while this page was reloaded or another one connected:",
  "kernel.missedUntilHere": "Until here it is the output of {cell}.",
  "kernel.waitsForAnswer":
    "An earlier cell waits for the answer to “{prompt}”, which was asked on the page before it was reloaded. Interrupt the kernel to end that cell, and run it again.",
  "kernel.lost":
    "{reason}. The variables, functions and imports of all cells are lost; files are kept. The next cell runs in a fresh cell runner: run the cells that you need again, from the top.",
  "kernel.notInterruptible": "The cell could not be interrupted, so the cell runner was ended",
  "kernel.lostAfterwards":
    "{reason}, after this cell had ended. What the cells defined is lost; the next cell runs in a fresh cell runner.",
  "kernel.shuttingDown": "The kernel is shutting down; the cell was not run.",
  "kernel.outOfMemory":
    "The cell runner ran out of memory (its limit is {limit} MiB; the environment variable {variable} sets another)",
  "kernel.replaced":
    "The cell runner ended with exit code {code}; a cell had replaced {name}, which Node itself relies on",
  "kernel.exited": "A cell ended its process with exit code {code} (process.exit)",
  "kernel.killed":
    "The cell runner was ended by SIGKILL, which is also how the system ends a process when memory runs out",
  "kernel.ended": "The cell runner was ended by {signal}",
  "kernel.crashed": "The cell runner crashed with exit code {code}",
  "kernel.gone": "The cell runner is gone",
  "kernel.interruptedHandler": "A handler of a control was interrupted.",
  "kernel.interrupted": "The cell was interrupted.",
  "kernel.variablesKept": "Its variables keep their values.",
  "kernel.brokenByInterrupt": "The interrupt broke the cell runner's own state, so it was ended",
  "kernel.brokenByCell": "A cell has replaced what the cell runner itself relies on, so it was ended",
  "kernel.brokenByReplacing": "A cell has replaced {name}, which the cell runner itself relies on, so it was ended",
  "kernel.shutDown": "The kernel was shut down",
  "kernel.unreadable": "The messages of the cell runner became unreadable, so it was ended",
  "kernel.parted": "A cell closed the pipes of the cell runner, so it was ended",
  "kernel.compilerFailed": "The TypeScript compiler failed: {reason}",
  "kernel.compilerFailedHint":
    "Run the cell again; if it fails again, restart the kernel and report the cell that caused it.",
  "kernel.answerTooSlow": "the answer took too long",
  "kernel.notCompiled": "The cell cannot be compiled.",
  "kernel.andMore": "and {n} more|and {n} more",
  "kernel.more": "{n} more|{n} more",
  "kernel.staleCells":
    "{cells} was checked with an earlier {names}: run {order} again.|{cells} were checked with an earlier {names}: run {order} again.",
  "kernel.then": ", then ",
  "kernel.itsCell": "its cell",
  "kernel.beingTyped": "Being typed:",
  "kernel.moreLines": "{n} more line|{n} more lines",
  "kernel.runnerGone": "The cell runner is gone.",
  "kernel.runnerGoneHint": "Run a cell: it starts a new one.",
  "kernel.runnerBusy":
    "The cell runner does not answer the debugger: a cell waits in native code, for a child process or a lock.",
  "kernel.debuggerFailedHint": "Step or continue, then ask again; turning the debugger off and on starts it anew.",
  "kernel.noVariableName": "{name} cannot be the name of a variable.",
  "kernel.allExceptions": "All exceptions",
  "kernel.uncaughtExceptions": "Uncaught exceptions",
} as const;
