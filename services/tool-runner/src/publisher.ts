/** Who our events say that they are from. */
export const publisher = 'tool-runner'
