import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { changeRole } from "../../../api/endpoints-admin";
import { meQuery } from "../../../api/queries";
import { useSingleMutation } from "../../../hooks/use-single-mutation";
import { useMessages } from "../../../i18n/messages";
import { staffQuery } from "../queries";
import { useRole } from "../use-role";

/**
 * Changes a user's role. If it is the current user's own, the pages show at once what is still
 * allowed.
 */
export function useChangeRole(onChanged: (message: string) => void) {
  const staffTexts = useMessages("admin").staff;
  const queryClient = useQueryClient();
  const router = useRouter();
  const { profile } = useRole();
  return useSingleMutation({
    mutationFn: changeRole,
    onSuccess: async ({ id, display_name: name, role }) => {
      onChanged(staffTexts.changed[role](name));
      if (id === profile.id) {
        await queryClient.fetchQuery({ ...meQuery, staleTime: 0 });
        await router.invalidate();
      }
    },
    onSettled: () => queryClient.invalidateQueries(staffQuery),
  });
}
