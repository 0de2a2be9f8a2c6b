import type { Reporter, TestModule } from "vitest/node";

/**
 * Prints the names of all failed tests as the last lines, in the form of pytest's summary:
 * local/stage_runner.py reads both, and a log that was cut in the middle still has them.
 */
export const failedTests: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    const errors = unhandledErrors.map(
      ({ message }) => `by an error outside of the tests: ${message.split("\n")[0]}`,
    );
    for (const name of [...modules.flatMap(failuresOf), ...errors]) {
      process.stdout.write(`FAILED ${name}\n`);
    }
  },
};

/** The failed tests of a file, or the file itself when it could not run. */
function failuresOf(module: TestModule): string[] {
  const names = [...module.children.allTests("failed")].map(({ fullName }) => ` > ${fullName}`);
  const isBroken = names.length === 0 && module.state() === "failed";
  return (isBroken ? [""] : names).map((name) => module.relativeModuleId + name);
}
