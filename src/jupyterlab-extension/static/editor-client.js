/** Target of the kernel's comm for editors. */
const TARGET = "tunelab.editor";
const IMPLEMENTATION = "tunelab";

/**
 * Asks the kernel of a notebook about cells that are being typed, through a comm that is opened with the first question
 * and again after a restart. Other kernels are asked nothing. `onKernel` is told of each kernel that is there anew, also
 * after a restart: whether it can be asked.
 */
export class EditorClient {
  #context;
  #onKernel;
  #comm;
  #count = 0;
  #waiting = new Map();

  constructor(sessionContext, onKernel) {
    this.#context = sessionContext;
    this.#onKernel = onKernel;
    void this.#open();
    sessionContext.kernelChanged.connect(() => void this.#open());
    sessionContext.statusChanged.connect((_, status) => {
      if (status === "idle" && !this.#isOpen) void this.#open();
    });
  }

  get #isOpen() {
    return this.#comm !== undefined && !this.#comm.isDisposed;
  }

  /** The kernel's answer; undefined where there is none to ask, or where it has gone. */
  async ask(question) {
    if (!this.#isOpen) await this.#open();
    if (!this.#isOpen) return undefined;
    const id = ++this.#count;
    const answered = new Promise((resolve) => this.#waiting.set(id, resolve));
    this.#comm.send({ ...question, id });
    return answered;
  }

  async #open() {
    const kernel = this.#context.session?.kernel;
    if (!kernel?.handleComms || this.#isOpen) return;
    const { implementation } = await kernel.info;
    if (this.#isOpen || kernel.isDisposed) return;
    if (implementation !== IMPLEMENTATION) {
      this.#onKernel(false);
      return;
    }
    this.#forget();
    const comm = kernel.createComm(TARGET);
    comm.onMsg = ({ content: { data } }) => {
      this.#waiting.get(data.id)?.(data);
      this.#waiting.delete(data.id);
    };
    comm.onClose = () => this.#forget();
    this.#comm = comm;
    comm.open();
    this.#onKernel(true);
  }

  /** What was asked of a kernel that is gone gets no answer. */
  #forget() {
    this.#comm = undefined;
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }
}
