import type { CallTrace } from './call-trace.ts'

/** Where traces of calls are sent for people to look at. */
export interface Tracer {
  /** Sends the whole trace, or throws; sent again, it replaces itself. Resolves to the trace's id. @throws Failure */
  send(trace: CallTrace): Promise<string>
}
