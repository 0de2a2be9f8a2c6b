import { useQueryClient } from "@tanstack/react-query";
import { changeProfile } from "../../api/endpoints-account";
import type { Me } from "../../api/generated";
import { meQuery } from "../../api/queries";
import { TextField } from "../../components/field";
import { useForm } from "../../hooks/use-form";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { createValidator, rules } from "../../lib/validation";
import { EditForm } from "./edit-form";
import { EditableSection, type EditCallbacks } from "./section";

const validate = createValidator({ display_name: rules.name });

/** The display name. */
export function NameSection({ profile }: { profile: Me }) {
  const text = useMessages("profile").name;
  const storedAs = `name.${profile.id}`;
  return (
    <EditableSection
      heading={text.heading}
      storedAs={storedAs}
      summary={<p>{profile.display_name}</p>}
      changeLabel={text.change}
      renderForm={(editing) => (
        <NameForm {...editing} storedAs={storedAs} name={profile.display_name} />
      )}
    />
  );
}

interface NameFormProps extends EditCallbacks {
  storedAs: string;
  name: string;
}

function NameForm({ storedAs, name, done, cancel }: NameFormProps) {
  const text = useMessages("profile").name;
  const shell = useMessages("shell");
  const queryClient = useQueryClient();
  const saving = useSingleMutation({
    mutationFn: (display_name: string) => changeProfile({ display_name }),
    onSuccess: (profile) => {
      queryClient.setQueryData(meQuery.queryKey, (me) => me && { ...me, ...profile });
      done(text.saved);
    },
  });
  const form = useForm({ display_name: name }, { storedAs, validate, error: saving.error });
  return (
    <EditForm
      scope="name-"
      form={form}
      action={saving}
      texts={text}
      onSubmit={(event) =>
        form.submit(event, ({ display_name }) => saving.mutate(display_name.trim()))
      }
      onCancel={cancel}
    >
      <TextField
        name="display_name"
        label={text.label}
        hint={shell.signUp.fields.display_name.hint}
        value={form.values.display_name}
        onValue={(value) => form.setValue("display_name", value)}
        error={form.errors.display_name}
        autoComplete="name"
      />
    </EditForm>
  );
}
