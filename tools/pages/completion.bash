# shellcheck shell=bash
# Completion of floatip for bash; made from the tables in ocf-metadata/ by tools/pages/.
#
# Names of interfaces, namespaces and resources come from outside: nothing expands them here, and they are quoted for
# the shell that gets them.

# TABLES

# Sets _floatip_words to the words up to the cursor. Readline divides words at "=" and ":"; here they are whole.
_floatip_read_words() {
    local i piece joins=''
    _floatip_words=()
    for ((i = 1; i <= COMP_CWORD; i++)); do
        piece=${COMP_WORDS[i]-}
        if ((i == COMP_CWORD)) && [[ -z $piece && ${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]]; then
            joins=''
        elif [[ $piece == [=:]* && ${#_floatip_words[@]} -gt 0 ]]; then
            joins=yes
        fi
        if [[ -n $joins ]]; then
            _floatip_words[${#_floatip_words[@]} - 1]+=$piece
        else
            _floatip_words+=("$piece")
        fi
        joins=''
        [[ $piece != *[=:] ]] || joins=yes
    done
}

# Offers each line of the standard input, with $1 before it, if it continues the word at the cursor. Readline replaces
# only the part of the word that follows the last "=" or ":", if these characters divide words.
_floatip_offer() {
    local line quoted kept=''
    case ${COMP_WORDBREAKS-} in
    *=*:* | *:*=*) kept=${_floatip_word%"${_floatip_word##*[=:]}"} ;;
    *=*) kept=${_floatip_word%"${_floatip_word##*=}"} ;;
    *:*) kept=${_floatip_word%"${_floatip_word##*:}"} ;;
    esac
    while IFS= read -r line; do
        [[ -n $line ]] || continue
        printf -v quoted '%q' "$line"
        quoted=$1$quoted
        [[ $quoted != "$_floatip_word"* ]] || COMPREPLY+=("${quoted#"$kept"}")
    done
}

_floatip_interfaces() {
    local name rest
    while IFS=: read -r name rest; do
        # The lines of the head have no colon.
        [[ -z $rest ]] || printf '%s\n' "${name//[[:space:]]/}"
    done 2>/dev/null </proc/net/dev
}

_floatip_namespaces() {
    local path
    compgen -G '/run/netns/*' | while IFS= read -r path; do printf '%s\n' "${path##*/}"; done
}

# Nothing if there is no cluster, or if it does not answer. Instances of a clone have a colon and a number.
_floatip_resources() {
    local name
    timeout 2 crm_resource --list-raw 2>/dev/null </dev/null |
        while IFS= read -r name; do printf '%s\n' "${name%%:*}"; done | sort -u
}

_floatip_offer_value() {
    case $1 in
    nic) _floatip_offer "$1=" < <(_floatip_interfaces) ;;
    network_namespace) _floatip_offer "$1=" < <(_floatip_namespaces) ;;
    *) _floatip_offer "$1=" < <(_floatip_values "$1") ;;
    esac
}

# Offers the names of the parameters that the command line does not have yet.
_floatip_offer_names() {
    local name word
    for name in "${_floatip_parameters[@]}"; do
        for word in "${_floatip_words[@]}"; do
            [[ $word != "$name="* ]] || continue 2
        done
        [[ $name= != "$_floatip_word"* ]] || COMPREPLY+=("$name=")
    done
    [[ ${#COMPREPLY[@]} -eq 0 ]] || compopt -o nospace 2>/dev/null
}

_floatip() {
    local IFS=$' \t\n' _floatip_words _floatip_word takes options valued option
    COMPREPLY=()
    _floatip_read_words
    _floatip_word=${_floatip_words[${#_floatip_words[@]} - 1]-}
    if ((${#_floatip_words[@]} < 2)); then
        _floatip_offer '' < <(printf '%s\n' "${_floatip_commands[@]}" --help --version)
        return 0
    fi
    _floatip_row "${_floatip_words[0]}"
    for option in "${valued[@]}"; do
        if [[ ${_floatip_words[${#_floatip_words[@]} - 2]} == "$option" ]]; then
            compopt -o default 2>/dev/null
            return 0
        fi
    done
    if [[ $_floatip_word == -* ]]; then
        _floatip_offer '' < <(printf '%s\n' "${options[@]}")
    elif [[ $takes == nothing ]]; then
        return 0
    elif [[ $_floatip_word == *=* ]]; then
        _floatip_offer_value "${_floatip_word%%=*}"
    else
        _floatip_offer '' < <(_floatip_resources)
        [[ $takes != address ]] || _floatip_offer_names
    fi
    return 0
}

complete -F _floatip floatip
