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

const AnnounceContext = createContext<(words: string) => void>(() => undefined);

/** For a section: says to the page's live region what has come of something. */
export const useAnnounce = () => useContext(AnnounceContext);

/** Around the sections: the page's one live region, which says what they did and what becomes of the picture. */
export function AnnouncementProvider({ profile, children }: { profile: Me; children: ReactNode }) {
  const [messages, setMessages] = useState<readonly string[]>([]);
  const picture = usePictureAnnouncement(profile);
  const announce = useCallback((words: string) => setMessages((before) => [...before, words]), []);
  const announcements = useMemo(
    () => new Map([...picture, ...messages.map((words, index) => [`${index}`, words] as const)]),
    [picture, messages],
  );
  return (
    <AnnounceContext.Provider value={announce}>
      {children}
      <Announcer announcements={announcements} />
    </AnnounceContext.Provider>
  );
}

/** A picture that was ready before the page was opened is no news. */
function usePictureAnnouncement({ picture_task: task }: Me) {
  const text = useMessages("profile").picture;
  const unfinishedTasks = useRef(new Set<string>());
  return useMemo(() => {
    if (task && !isFinal(task.state)) {
      unfinishedTasks.current.add(task.id);
      return [[`${task.id}:working`, text.working] as const];
    }
    return task?.state === "SUCCESS" && unfinishedTasks.current.has(task.id)
      ? [[`${task.id}:ready`, text.ready] as const]
      : [];
  }, [task, text]);
}
