# Sourced by ./run, ./test and ./bench: builds a project if its sources changed since it was last built.
# Expects $root, the project's folder. Written for bash 3.2 as well, which macOS still has.

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# fingerprint PROJECT: what its build depends on, the names and contents of all sources, so that neither a checkout's
# timestamps nor a deleted file can mislead it. No other project depends on the tests; only they depend on the benches.
fingerprint() {
  (
    cd "$root"
    local leaf skipped=""
    for leaf in Settlement.Tests Settlement.Benchmarks; do
      case "$1/$leaf" in
        "$leaf/$leaf" | Settlement.Tests/Settlement.Benchmarks) ;;
        *) skipped="$skipped -o -name $leaf" ;;
      esac
    done
    # shellcheck disable=SC2086 # $skipped is a list of words
    find . \( -name bin -o -name obj -o -name '.?*' -o -name docs -o -name deploy $skipped \) -prune \
      -o -type f ! -name '*.md' -exec cksum {} + | LC_ALL=C sort
    cksum .editorconfig
  ) | cksum
}

# end_compiler NAME: ends the compiler that a build started by that name. Where it cannot be found, it ends by itself some minutes later.
end_compiler() {
  local pid
  command -v pgrep >/dev/null 2>&1 || return 0
  for pid in $(pgrep -f -- "-pipename:$1" || true); do
    kill "$pid" 2>/dev/null || true
  done
}

# build PROJECT: builds $root/PROJECT in Release, unless that is done already.
build() {
  local project=$1
  local output=$root/$project/bin/Release/net10.0
  local stamp=$root/.cache/build/$project now log
  command -v dotnet >/dev/null 2>&1 || die "the .NET 10 SDK is missing; get it from https://dotnet.microsoft.com/download"
  mkdir -p "$root/.cache/build"
  now=$(fingerprint "$project")
  if [ -d "$output" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then
    return 0
  fi

  printf 'building %s ...\n' "$project" >&2
  log=$root/.cache/build/$project.log
  # One compiler for all projects, of this build alone: it is ended with it, and nothing else stays behind either. The lock, where there is one,
  # keeps two terminals apart; -o keeps it from children.
  local lock="" compiler failed=""
  compiler=settlement-$$-$(date +%s)
  command -v flock >/dev/null 2>&1 && flock --help 2>&1 | grep -q -- --close && lock="flock -o $root/.cache/build/lock"
  (
    trap 'end_compiler "$compiler"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    $lock dotnet build "$root/$project" -c Release -nologo -v quiet -nodeReuse:false -p:UseRazorBuildServer=false \
      -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler"
  ) >"$log" 2>&1 || failed=yes
  if [ -n "$failed" ]; then
    grep -E ': (error|warning) |error ' "$log" | sort -u >&2 || cat "$log" >&2
    die "$project does not build; the whole log is $log"
  fi
  printf '%s\n' "$now" >"$stamp"
}

# assembly PROJECT NAME: path of the built assembly.
assembly() {
  printf '%s/%s/bin/Release/net10.0/%s.dll' "$root" "$1" "$2"
}
