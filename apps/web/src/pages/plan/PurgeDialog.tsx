import { useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

/** Purging forgets the job and its history, so its name has to be typed. */
export const PurgeDialog = ({
  id,
  open,
  pending,
  onClose,
  onPurge,
}: {
  readonly id: string;
  readonly open: boolean;
  readonly pending: boolean;
  readonly onClose: () => void;
  readonly onPurge: () => void;
}) => {
  const [typed, setTyped] = useState("");
  const why = pending ? "Sent, waiting for the server" : typed === id ? null : "Type the job's name first";
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Purge ${id}?`}
      description="Its definition, versions and history are forgotten and cannot be brought back. What runs is stopped."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger-solid" disabledWhy={why} onClick={onPurge}>
            Purge {id.length > 24 ? "it" : id}
          </Button>
        </>
      }
    >
      <label className="field">
        <span>
          Type <b className="m">{id}</b> to confirm
        </span>
        <input
          className="input"
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.target.value);
          }}
        />
      </label>
    </Dialog>
  );
};
