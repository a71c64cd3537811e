/** One measurement in a process of its own, so that none pays for what another left in memory: `part.ts NAME JSON`. */
import { measureDeciding, type Shape } from "./deciding.ts";
import { measureDurable } from "./durable.ts";
import { measureGrowth, type Growth } from "./growth.ts";
import { measureMatrix, type Axes } from "./matrix.ts";

const parts: Readonly<Record<string, (given: unknown) => unknown>> = {
  deciding: (given) => measureDeciding(given as Shape),
  durable: (given) => {
    const { directory, ...shape } = given as Shape & { readonly directory: string };
    return measureDurable(directory, shape);
  },
  matrix: (given) => measureMatrix(given as Axes),
  growth: (given) => measureGrowth(given as Growth),
};

const [name = "", given = "null"] = process.argv.slice(2);
const measured = await parts[name]?.(JSON.parse(given));
process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit(0));
