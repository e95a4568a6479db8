/** How somebody can be reached: an E.164 number or an e-mail address in lower case. */
export type ContactDetail = { readonly phone: string } | { readonly email: string }

/** Reads a number or an address as a model writes it down. Undefined when it is neither. */
export function readContactDetail(text: string): ContactDetail | undefined {
  const trimmed = text.trim()
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(trimmed)) return { email: trimmed.toLowerCase() }
  const phone = trimmed.replaceAll(/[\s().\-/]/g, '').replace(/^00/, '+')
  return /^\+[1-9]\d{6,14}$/.test(phone) ? { phone } : undefined
}
