/**
 * Numbers that cost whoever rings or writes to them: premium and shared-cost services, satellites, and international services
 * without a country. By prefix, of E.164; from the numbering plans of the regulators (BNetzA, Ofcom, NANPA, ITU E.164).
 */
const costly = [
  ...[
    '+49900',
    '+49901',
    '+49902',
    '+49903',
    '+49904',
    '+49905',
    '+49137',
    '+49138',
    '+49180',
    '+49118',
    '+4912',
    '+4919',
  ],
  ...['+449', '+4487', '+4484', '+44118', '+4470'],
  ...['+43900', '+43901', '+43930', '+43931', '+43939', '+43118', '+41900', '+41901', '+41906', '+4118'],
  ...[
    '+1900',
    '+1976',
    '+338',
    '+33118',
    '+34803',
    '+34806',
    '+34807',
    '+34905',
    '+39899',
    '+39892',
    '+39199',
    '+31900',
    '+31906',
    '+31909',
  ],
  ...['+800', '+808', '+870', '+878', '+881', '+882', '+883', '+888', '+979'],
]

export const isCostly = (number: string): boolean => costly.some((prefix) => number.startsWith(prefix))
