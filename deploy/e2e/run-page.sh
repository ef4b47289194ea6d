#!/usr/bin/env bash
# Follows a page of the handbook literally: runs every block of it that is marked as sh, in their order, in one shell, and ends with
# the first command that fails, on either side of a pipe. Each block is printed before it runs.
#
# usage: deploy/e2e/run-page.sh docs/operations.md
# Needs the built tree (mvn -q package -DskipTests) and what the page says that it needs.
set -euo pipefail

page=${1:?usage: deploy/e2e/run-page.sh PAGE}
story=$(mktemp "${TMPDIR:-/tmp}/metarefresh-page.XXXXXX")
{
    echo "set -euo pipefail"
    # printf %q keeps a block that is to be printed one word, whatever is in it.
    block='' inside=no
    while IFS= read -r line; do
        case $inside$line in
            no'```sh') inside=yes block='' ;;
            yes'```')
                inside=no
                printf 'printf "\\n%%s" %q\n%s' "$(sed 's/^/$ /' <<<"${block%$'\n'}")"$'\n' "$block"
                ;;
            yes*) block+=$line$'\n' ;;
        esac
    done <"$page"
    echo 'printf "\nevery command of the page did what it should\n"'
} >"$story"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bash "$story"
rm "$story"
