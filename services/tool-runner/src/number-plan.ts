import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max'

// What a number says of itself by the numbering plans of the world: their maintained copy is the library's.

/**
 * Whether no SMS reaches it. Only where the plan is certain: in North America a landline cannot be told from a mobile, and there
 * the carrier's own answer decides.
 */
export const isLandline = (number: string): boolean => read(number)?.getType() === 'FIXED_LINE'

/** Whether both are of one country, as far as a number tells: by the calling code where more is not known. */
export function isSameCountry(a: string, b: string): boolean {
  const [one, other] = [read(a), read(b)]
  if (one === undefined || other === undefined) return false
  const isTold = one.country !== undefined && other.country !== undefined
  return isTold ? one.country === other.country : one.countryCallingCode === other.countryCallingCode
}

/** As people and other programs write it: what somebody typed into an address book by hand. */
export function spellingsOf(number: string): readonly string[] {
  const international = read(number)?.formatInternational() ?? number
  return [...new Set([number, international, number.replace('+', '00')])]
}

const read = (number: string): PhoneNumber | undefined => parsePhoneNumberFromString(number)
