import { failureKindOf } from '@frontdesk/process/failures'
import type { Effect } from '@frontdesk/records'
import type { WriteContext } from '../tool.ts'
import { isFinalNo, VendorFailure } from '../vendors/vendor-failure.ts'

/** How a step went that comes with a booking and must neither undo nor hide it. */
export type Besides =
  | { readonly is: 'done'; readonly effect: Effect }
  | { readonly is: 'refused'; readonly vendorCode: string | undefined }
  | { readonly is: 'owed'; readonly error: unknown }

/** @throws what is no failure of the vendor's: a lease that is over, a fault of ours */
export async function besides(context: WriteContext, step: string, doing: () => Promise<Effect>): Promise<Besides> {
  try {
    return { is: 'done', effect: await doing() }
  } catch (error) {
    if (isFinalNo(error)) {
      const vendorCode = error instanceof VendorFailure ? error.vendorCode : undefined
      context.log.warn('a vendor refused what comes with a booking', { step, vendorCode, error })
      return { is: 'refused', vendorCode }
    }
    if (failureKindOf(error) === undefined) throw error
    return { is: 'owed', error }
  }
}
