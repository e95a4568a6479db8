/** How columns are read and written. */
export { fromJson as jsonColumn, fromMs, momentFromMs as momentColumn, toMs } from '../moments.ts'
