# Completion for led(1) in bash: verbs, options, and the names of LEDs, for which the server is asked.
# shellcheck shell=bash

_led_led_verbs="on off toggle blink status watch"
_led_other_verbs="list send ping bench"

# The names of the server's LEDs, one a line; nothing when the server does not answer at once. Any local user can be the server: a line
# that is not a name is dropped.
_led_names() { # OPTION...
    local LC_ALL=C name
    while IFS= read -r name; do
        [[ $name =~ ^[a-z][a-z0-9_-]{0,31}$ ]] && printf '%s\n' "$name"
    done < <(timeout 2 led "$@" list --names 2>/dev/null)
}

# Fills COMPREPLY with the words that begin with PREFIX. `compgen -W` would do the same, but it expands its words as the shell does, command
# substitutions included.
_led_offer() { # PREFIX WORD...
    local prefix=$1 word
    shift
    for word in "$@"; do
        [[ $word == "$prefix"* ]] && COMPREPLY+=("$word")
    done
}

_led_options() { # VERB
    local common="--host --port --config --help"
    case $1 in
        on) echo "$common --for --until-close" ;;
        off | blink) echo "$common --for" ;;
        status | watch) echo "$common --json" ;;
        list) echo "$common --json --names" ;;
        ping) echo "$common --count --interval" ;;
        bench) echo "$common --connections --pipelining --seconds --line" ;;
        "") echo "$common --version" ;;
        *) echo "$common" ;;
    esac
}

_led() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} word verb="" name="" help="" option where=() words=() i IFS=$' \t\n'
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
            --host | --port | --config)
                option=$word
                # bash cuts --port=6000 into three words, and an IPv6 address at its colons.
                [ "${COMP_WORDS[i + 1]}" = = ] && ((i++))
                ((++i < COMP_CWORD)) || break
                word=${COMP_WORDS[i]}
                while ((i + 1 < COMP_CWORD)) && [[ $word == *: || ${COMP_WORDS[i + 1]} == :* ]]; do
                    word+=${COMP_WORDS[++i]}
                done
                where+=("$option" "$word")
                ;;
            -*) ;;
            help) help=yes ;;
            *)
                if [ -n "$verb" ]; then
                    :
                elif [[ " $_led_led_verbs $_led_other_verbs " == *" $word "* ]]; then
                    verb=$word
                else
                    name=${name:-$word}
                fi
                ;;
        esac
    done

    [ "$previous" = = ] && previous=${COMP_WORDS[COMP_CWORD - 2]}
    [ "$current" = = ] && current=""
    case $previous in
        --host) mapfile -t COMPREPLY < <(compgen -A hostname -- "$current"); return ;;
        --config)
            # For blanks in a name, and a slash instead of a blank behind a folder's.
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
            ;;
        --port | --for | --line | --count | -c | --interval | -i | --connections | --pipelining | -p | --seconds | -s) return ;;
    esac

    if [[ $current == -* ]]; then
        read -ra words < <(_led_options "$verb")
    elif [ -n "$verb" ]; then
        return
    elif [ -n "$name" ]; then
        read -ra words <<<"$_led_led_verbs"
    elif [ -n "$help" ]; then
        read -ra words <<<"$_led_led_verbs $_led_other_verbs"
    else
        mapfile -t words < <(_led_names "${where[@]}")
        _led_offer "$current" "${words[@]}"
        read -ra words <<<"$_led_led_verbs $_led_other_verbs help"
    fi
    _led_offer "$current" "${words[@]}"
}

complete -F _led led
