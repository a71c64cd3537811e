import { Button } from "./Button.tsx";
import { FilterChip } from "./FilterChip.tsx";
import type { Chip } from "./FilterChip.tsx";

/** Every active filter, so that none hides anything silently. */
export const FilterChips = ({
  chips,
  onClear,
}: {
  readonly chips: readonly Chip[];
  /** Null: there is nothing to clear. */
  readonly onClear: (() => void) | null;
}) =>
  chips.length === 0 ? null : (
    <div className="chips">
      {chips.map((chip) => (
        <FilterChip key={`${chip.name} ${chip.value}`} {...chip} />
      ))}
      {onClear === null ? null : (
        <Button variant="ghost" size="small" onClick={onClear}>
          Clear all
        </Button>
      )}
    </div>
  );
