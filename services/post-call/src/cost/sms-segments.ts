/** GSM 03.38 in its default alphabet; the second list costs two places each. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const extended = new Set('^{}\\[~]|€\f')

const gsm = { alone: 160, joined: 153 }
const ucs2 = { alone: 70, joined: 67 }

/** As how many messages a text is sent and billed. A character that takes two places is not torn over two messages. */
export function smsSegments(body: string): number {
  const characters = [...body]
  const isGsm = characters.every((character) => basic.has(character) || extended.has(character))
  const widths = characters.map((character) => (isGsm ? (extended.has(character) ? 2 : 1) : character.length))
  const { alone, joined } = isGsm ? gsm : ucs2
  if (widths.reduce((sum, width) => sum + width, 0) <= alone) return 1
  let segments = 1
  let filled = 0
  for (const width of widths) {
    if (filled + width > joined) {
      segments++
      filled = 0
    }
    filled += width
  }
  return segments
}
