import { randomBytes } from 'node:crypto'

/** As the API names things: `item_…`, at most 32 characters. */
export const newId = (kind: 'sess' | 'event' | 'item' | 'resp' | 'conv' | 'call'): string =>
  `${kind}_${randomBytes(10).toString('hex')}`
