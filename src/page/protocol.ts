// What pages ask and servers tell: the other end of src/serve/message.rs, and of
// src/check/event.rs for the events of a check.

import type { Drawing } from "./interleaving";

export type Job = { check: string } | { run: string };

export type Ask =
  | { ask: "open"; exercise: string }
  | { ask: "save"; exercise: string; text: string; base: string | null; keep?: boolean }
  | { ask: "check"; exercise: string; text: string; base: string | null }
  | { ask: "hint"; exercise: string }
  | { ask: "reset"; exercise: string }
  | { ask: "solution"; exercise: string }
  | { ask: "run"; program: string }
  | { ask: "cancel"; job: Job };

export type Tell =
  | { tell: "hello"; server: string; no_go: string | null }
  | { tell: "file"; exercise: string; text: string | null }
  | { tell: "refused"; exercise: string | null; program: string | null; why: string }
  | { tell: "saved"; exercise: string; text: string }
  | { tell: "conflict"; exercise: string; text: string | null }
  | { tell: "hints"; exercise: string; shown: number }
  | { tell: "reset"; exercise: string; kept: string | null }
  | { tell: "solution"; exercise: string; text: string }
  | { tell: "jobs"; running: Job | null; waiting: Job[] }
  | { tell: "checking"; exercise: string; event: CheckEvent; drawing?: Drawn }
  | { tell: "running"; program: string; step: Step }
  | { tell: "canceled"; job: Job }
  | { tell: "progress"; exercises: Record<string, Progress>; next: string | null }
  | { tell: "reload" }
  | { tell: "book"; broken: string | null };

/** The interleaving that a test failed in; `whole` has the steps that do not matter, too. */
export interface Drawn {
  short: Drawing;
  whole: Drawing | null;
}

export type State = "untouched" | "tried" | "solved";
export type Verdict = "passed" | "failed" | "does-not-compile" | "not-checked";

export interface Progress {
  state: State;
  solved: string | null;
  latest: [Verdict, string] | null;
  hints: number;
}

export type CheckEvent =
  | { event: "started"; exercise: string; file: string; tests: Expected[] }
  | { event: "building"; message: string }
  | ({ event: "diagnostic" } & Diagnostic)
  | { event: "built"; seconds: number }
  | ({ event: "tested" } & Tested)
  | ({ event: "ended" } & Ended);

export interface Expected {
  target: string;
  name: string;
  states: string;
}

export interface Place {
  file: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

export interface Diagnostic {
  error: boolean;
  code: string | null;
  message: string;
  place: Place | null;
  in_exercise: boolean;
  rendered: string;
}

export interface Panic {
  thread: string;
  file: string;
  line: number;
  column: number;
  message: string;
}

export interface Tested {
  target: string;
  name: string;
  outcome: "passed" | "failed" | "timed-out" | "crashed" | "not-reported";
  limit_seconds?: number;
  signal?: string;
  status?: number | null;
  seconds: number;
  panics: Panic[];
  output: string;
  output_cut: number;
  /** How many interleavings a model has explored, if the test is one and has passed. */
  explored?: number | null;
  /** The most preemptions in each of them, if they were bounded. */
  preemptions?: number | null;
}

export interface Ended {
  exercise: string;
  verdict: Verdict;
  reason: string | null;
  passed: number;
  tests: number;
  seconds: number;
}

export type Step =
  | { step: "building" }
  | { step: "running" }
  | { step: "output"; stderr: boolean; text: string }
  | { step: "refused"; text: string }
  | { step: "ended"; how: string; well: boolean; seconds: number }
  | { step: "failed"; why: string };

export function sameJob(a: Job | null, b: Job): boolean {
  return a !== null && JSON.stringify(a) === JSON.stringify(b);
}
