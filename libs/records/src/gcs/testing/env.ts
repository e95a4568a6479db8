/** Where the suites find an engine that somebody else runs; without it they start the repository's own server. */
export const emulatorUrl = process.env.STORAGE_EMULATOR_HOST
