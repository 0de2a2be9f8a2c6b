import { builtinEnvironments, type Environment } from "vitest/runtime";

const { jsdom } = builtinEnvironments;

/** jsdom, with the globals of browsers that it lacks and that MSW uses. */
const environment: Environment = {
  ...jsdom,
  name: "jsdom-with-streams",
  async setupVM(options) {
    const vm = await jsdom.setupVM?.(options);
    if (!vm) {
      throw new Error("Vitest's jsdom has no contexts any more");
    }
    const context = Object.assign(vm.getVmContext(), {
      ReadableStream,
      WritableStream,
      TransformStream,
      CompressionStream,
      DecompressionStream,
      TextDecoderStream,
      TextEncoderStream,
    });
    return { ...vm, getVmContext: () => context };
  },
};

// biome-ignore lint/style/noDefaultExport: Vitest loads an environment by its default export
export default environment;
