/** `Sun, 22 Nov 2026 11:57:43 +0000`: how this API writes times. */
export function rfc2822(atMs: number): string {
  return new Date(atMs).toUTCString().replace('GMT', '+0000')
}

/** The day of a time, in UTC. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
