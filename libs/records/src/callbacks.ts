/** A promise that a person will ring the caller. */
export interface Callback {
  readonly callbackId: string
  readonly callId: string
  readonly lineId: string
  readonly caller: string | null
  readonly name: string | null
  readonly reason: string
  readonly dueAt: string
  readonly createdAt: string
  readonly state: 'open' | 'claimed' | 'done' | 'gave-up'
  readonly owner: string | null
}

export interface Callbacks {
  /** False when a callback of this id is known already: nothing was changed. */
  add(callback: Callback): Promise<boolean>
  find(callbackId: string): Promise<Callback | undefined>
  /** Callbacks that nobody finished, the most overdue first; of one line, or of all. */
  open(lineId?: string): Promise<readonly Callback[]>
  /** open → claimed by `owner`. False when it was not open. */
  claim(callbackId: string, owner: string): Promise<boolean>
  /** claimed → done or gave-up, or back to open. False when `owner` does not hold it. */
  settle(callbackId: string, owner: string, state: 'done' | 'gave-up' | 'open'): Promise<boolean>
}
