import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Me } from "../../api/generated";
import { isFinal } from "../../api/polling";
import { Announcer } from "../../components/announcer";
import { useMessages } from "../../i18n/messages";

const Announce = createContext<(words: string) => void>(() => undefined);

/** For a section: says to the page's live region what has come of something. */
export const useAnnounce = () => useContext(Announce);

/** Around the sections: the page's one live region, which says what they did and what becomes of the picture. */
export function News({ profile, children }: { profile: Me; children: ReactNode }) {
  const [said, setSaid] = useState<readonly string[]>([]);
  const picture = usePictureNews(profile);
  const announce = useCallback((words: string) => setSaid((before) => [...before, words]), []);
  const news = useMemo(
    () => new Map([...picture, ...said.map((words, index) => [`${index}`, words] as const)]),
    [picture, said],
  );
  return (
    <Announce.Provider value={announce}>
      {children}
      <Announcer news={news} />
    </Announce.Provider>
  );
}

/** A picture that was ready before the page was opened is no news. */
function usePictureNews({ picture_task: task }: Me) {
  const text = useMessages("profile").picture;
  const watched = useRef(new Set<string>());
  return useMemo(() => {
    if (task && !isFinal(task.state)) {
      watched.current.add(task.id);
      return [[`${task.id}:working`, text.working] as const];
    }
    return task?.state === "SUCCESS" && watched.current.has(task.id)
      ? [[`${task.id}:ready`, text.ready] as const]
      : [];
  }, [task, text]);
}
