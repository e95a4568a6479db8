/** Country codes of one and two digits (ITU-T E.164, list of assigned codes); all others have three. */
const countryCode = /^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/
/** As many dots for every number: its length tells nothing. */
const dots = '•'.repeat(7)
const leastHidden = 4

/**
 * A number with all but its ends hidden: `+4915112345678` → `+49•••••••678`. At least four digits stay hidden; what is not
 * E.164 is hidden whole.
 */
export function maskNumber(number: string): string
export function maskNumber(number: string | null): string | null
export function maskNumber(number: string | null): string | null {
  if (number === null) return null
  if (!/^\+[1-9]\d{6,14}$/.test(number)) return dots
  const country = countryCode.exec(number)?.[0] ?? '+'
  const subscriber = number.slice(country.length)
  const shown = Math.max(0, Math.min(3, subscriber.length - leastHidden))
  return country + dots + subscriber.slice(subscriber.length - shown)
}
