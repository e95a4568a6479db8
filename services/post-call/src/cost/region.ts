import type { Region } from '@frontdesk/prices'

/** Area codes of +1 outside the fifty states: Canada, the Caribbean, the Pacific (North American Numbering Plan). */
const elsewhereInNanp = new Set(
  `204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 387 403 416 418 428 431 437 438 450 460 468 474 506 514 519 537 548
  568 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905 942
  242 246 264 268 284 340 345 441 473 649 658 664 670 671 684 721 758 767 784 787 809 829 849 868 869 876 939`.split(
    /\s+/,
  ),
)
const tollFree = new Set(['800', '833', '844', '855', '866', '877', '888'])

/** The region whose prices hold for an E.164 number; undefined where none is in any table. */
export function regionOf(number: string): Region | undefined {
  const [, areaCode] = /^\+1([2-9]\d\d)\d{7}$/.exec(number) ?? []
  if (areaCode !== undefined) {
    if (tollFree.has(areaCode)) return 'us-toll-free'
    return elsewhereInNanp.has(areaCode) ? undefined : 'us-local'
  }
  return /^\+61\d{6,}$/.test(number) ? 'au' : undefined
}
