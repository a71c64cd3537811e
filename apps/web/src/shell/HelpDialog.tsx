import { setPreferences } from "../lib/preferences.ts";
import { usePreferences } from "../lib/use-preferences.ts";
import { useAllShortcuts } from "../lib/use-shortcuts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import "./help.css";

const sections = ["This page", "Lists", "Everywhere"] as const;

const keyWords = (keys: string): readonly string[] =>
  keys.split(" ").map((key) => key.replace("mod+", "Ctrl ").replace("Enter", "↵"));

/** Every shortcut that works now. */
export const HelpDialog = ({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) => {
  const all = useAllShortcuts();
  const { keys } = usePreferences();
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard shortcuts" wide>
      <div className="help">
        {sections.map((section) => {
          const list = all.filter((shortcut) => shortcut.section === section);
          return list.length === 0 ? null : (
            <section key={section}>
              <h3>{section}</h3>
              <dl>
                {list.map((shortcut) => (
                  <div key={shortcut.keys}>
                    <dt>
                      {keyWords(shortcut.keys).map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </dt>
                    <dd>{shortcut.label}</dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
        <label className="row">
          <input
            className="check"
            type="checkbox"
            checked={keys}
            onChange={(event) => {
              setPreferences({ keys: event.target.checked });
            }}
          />
          Single-key shortcuts
        </label>
      </div>
    </Dialog>
  );
};
