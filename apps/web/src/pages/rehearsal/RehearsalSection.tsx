import { Dices, FastForward } from "lucide-react";
import { useState } from "react";
import type { Change } from "@longshore/api/plans";
import { rehearsalBranches } from "@longshore/core/model";
import type { JobType, RehearsalBranch } from "@longshore/core/model";
import { useMayNot } from "../../api/use-may-not.ts";
import { MutationError } from "../../shell/MutationError.tsx";
import { formatDuration } from "../../lib/format-duration.ts";
import { Button } from "../../ui/Button.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { tip } from "../../ui/tip.ts";
import { Player } from "./Player.tsx";
import { branchWords } from "./rehearsal-words.ts";
import { useRehearsal } from "./use-rehearsal.ts";
import type { RehearsalState } from "./use-rehearsal.ts";
import "./rehearsal.css";

const branches = rehearsalBranches.map((value) => ({ value, label: branchWords[value] }));

/** Short enough to be read out to a colleague. */
const newSeed = (): string => Math.floor(Math.random() * 36 ** 4).toString(36);

type Wish = { readonly branch: RehearsalBranch; readonly seed: string };

const Wishes = ({ wish, onWish }: { readonly wish: Wish; readonly onWish: (wish: Wish) => void }) => (
  <div className="rh-wishes">
    <Segmented
      label="What if"
      value={wish.branch}
      options={branches}
      onChange={(branch) => onWish({ ...wish, branch })}
    />
    <form
      className="rh-seed"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new FormData(event.currentTarget).get("seed");
        onWish({ ...wish, seed: typeof typed === "string" && typed.trim() !== "" ? typed.trim() : newSeed() });
      }}
    >
      <label htmlFor="rehearsal-seed" className="two" {...tip("The same seed plays the same; Enter plays it")}>
        Seed
      </label>
      <input
        key={wish.seed}
        id="rehearsal-seed"
        name="seed"
        className="input m"
        defaultValue={wish.seed}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
      />
      <Button
        size="small"
        icon
        aria-label="Play with another seed"
        onClick={() => onWish({ ...wish, seed: newSeed() })}
      >
        <Dices className="i s" aria-hidden="true" />
      </Button>
    </form>
  </div>
);

const Shown = ({ state, jobType }: { readonly state: RehearsalState; readonly jobType: JobType }) => {
  switch (state.type) {
    case "none":
      return null;
    case "playing":
      return (
        <div className="rh-wait">
          <p className="two">Playing it forward{state.at === 0 ? "" : `, ${formatDuration(state.at)} so far`}</p>
          <SkeletonRows rows={4} height={32} />
        </div>
      );
    case "failed":
      return (
        <div className="pad">
          <MutationError error={state.error} />
        </div>
      );
    case "done":
      return (
        <Player
          key={state.timeline.header.seed + state.timeline.header.branch}
          timeline={state.timeline}
          jobType={jobType}
        />
      );
  }
};

/** A change, or that of a saved plan, played forward on a virtual clock before anything is done. */
export const RehearsalSection = ({
  of,
  jobType,
}: {
  readonly of: { readonly change: Change } | { readonly plan: string };
  readonly jobType: JobType;
}) => {
  const { state, run } = useRehearsal();
  const mayNot = useMayNot();
  const [wish, setWish] = useState<Wish>({ branch: "as-expected", seed: "" });
  const play = (wanted: Wish): void => {
    const seeded = wanted.seed === "" ? { ...wanted, seed: newSeed() } : wanted;
    setWish(seeded);
    void run({ ...of, ...seeded });
  };
  return (
    <section className="sec rh" aria-label="Rehearsal">
      <div className="sech">
        <h2>Rehearsal</h2>
        {state.type === "none" ? (
          <>
            <span className="meta">The change played forward on a virtual clock; nothing is changed</span>
            <span className="grow" />
            <Button disabledWhy={mayNot} onClick={() => play(wish)}>
              <FastForward className="i s" aria-hidden="true" />
              Rehearse
            </Button>
          </>
        ) : (
          <Wishes wish={wish} onWish={play} />
        )}
      </div>
      <Shown state={state} jobType={jobType} />
    </section>
  );
};
