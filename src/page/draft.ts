// Edits that are not saved yet, kept in the browser: whoever leaves the page finds them again.

interface Draft {
  text: string;
  /** What the file was when the edits began. */
  base: string | null;
}

/**
 * The draft of one exercise. Of several tabs with the same exercise, one at a time owns it: the first
 * that came. The others keep their edits for themselves, and do not take the owner's for their own.
 */
export class Drafts {
  #key: string;
  #owner = false;

  constructor(exercise: string) {
    this.#key = `workbook:draft:${exercise}`;
  }

  /** Calls back once this tab is the owner: at once, or when the tab that is goes. */
  own(then: () => void): void {
    const hold = () => {
      this.#owner = true;
      then();
      // Held until the page goes.
      return new Promise<never>(() => {});
    };
    if ("locks" in navigator) void navigator.locks.request(this.#key, hold);
    else void hold();
  }

  /** What was not saved when the page was left. */
  load(): Draft | null {
    for (const storage of this.#storages()) {
      try {
        const draft = JSON.parse(storage.getItem(this.#key) ?? "null") as Draft | null;
        if (typeof draft?.text === "string") return draft;
      } catch {
        // Not ours, or no storage: then nothing is kept.
      }
    }
    return null;
  }

  /** Keeps a draft, or forgets it when there is none. Returns whether the browser plays along. */
  keep(draft: Draft | null): boolean {
    try {
      for (const storage of this.#storages()) {
        if (draft === null) storage.removeItem(this.#key);
        else storage.setItem(this.#key, JSON.stringify(draft));
      }
      return true;
    } catch {
      return false;
    }
  }

  /** A tab's own storage outlives a reload; the common one outlives the tab. */
  #storages(): Storage[] {
    return this.#owner ? [sessionStorage, localStorage] : [sessionStorage];
  }
}
