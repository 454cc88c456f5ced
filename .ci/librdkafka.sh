# Sourced by ./run, ./test and ./bench: has librdkafka, Kafka's client library, ready in .cache/librdkafka. Expects $root and die().
# Its .NET binding is a package; the library itself is built here, once, from the sources that the npm package of Kafka's
# JavaScript client carries: some 60 s with a C compiler and make. A librdkafka of the system serves as well from 2.1 on (Debian 12's
# 2.0.2 does not: consumer groups fail).

librdkafka_package=@confluentinc/kafka-javascript@1.10.1
librdkafka_sha256=ada7d703bb1d3237e2292bfabf438d663b6160c9f1ac2a2406b5dc4257c81b66
librdkafka_folder() { printf '%s' "$root/.cache/librdkafka"; }

has_librdkafka() {
  [ -s "$(librdkafka_folder)/librdkafka.so.1" ] || [ -s "$(librdkafka_folder)/librdkafka.dylib" ]
}

# What the build lacks, one line each; nothing when it can be built.
librdkafka_lacks() {
  command -v npm >/dev/null 2>&1 || echo "npm (Debian: npm)"
  command -v make >/dev/null 2>&1 || echo "make (Debian: make)"
  command -v gcc >/dev/null 2>&1 || command -v cc >/dev/null 2>&1 || echo "a C compiler (Debian: gcc g++)"
  [ -e /usr/include/openssl/ssl.h ] || pkg-config --exists openssl 2>/dev/null || echo "OpenSSL's headers (Debian: libssl-dev), for TLS"
  [ -e /usr/include/zlib.h ] || pkg-config --exists zlib 2>/dev/null || echo "zlib's headers (Debian: zlib1g-dev)"
}

# Builds the library unless that is done; says what is missing otherwise. Two terminals wait for each other.
build_librdkafka() {
  has_librdkafka && return 0
  local lacks folder work log
  lacks=$(librdkafka_lacks)
  if [ -n "$lacks" ]; then
    printf 'librdkafka cannot be built; missing:\n%s\n' "$(printf '%s\n' "$lacks" | sed 's/^/  /')" >&2
    return 1
  fi
  folder=$(librdkafka_folder)
  mkdir -p "$folder"
  (
    command -v flock >/dev/null 2>&1 && flock 9
    has_librdkafka && exit 0
    printf 'building librdkafka, once ...\n' >&2
    log=$folder/build.log
    work=$(mktemp -d) || exit 1
    trap 'rm -rf "$work"' EXIT
    if ! librdkafka_compile "$work" >"$log" 2>&1 9>&-; then
      tail -5 "$log" >&2
      printf 'librdkafka does not build; the whole log is %s\n' "$log" >&2
      exit 1
    fi
  ) 9>"$folder/lock"
}

librdkafka_compile() { # WORK
  (
    set -e
    cd "$1"
    npm pack --silent "$librdkafka_package" >/dev/null
    [ "$(cat ./*.tgz | sha256 | cut -d' ' -f1)" = "$librdkafka_sha256" ] || { echo "the package's checksum is not the expected one"; exit 1; }
    tar -xzf ./*.tgz package/deps/librdkafka
    cd package/deps/librdkafka
    # Without what only some installations use: Kerberos, OIDC by HTTP, external lz4.
    ./configure --disable-gssapi --disable-curl --disable-lz4-ext --disable-syslog
    make -j"$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)" -C src
    local name
    for name in librdkafka.so.1 librdkafka.dylib; do
      [ -e "src/$name" ] || continue
      strip -S "src/$name" || true
      cp "src/$name" "$root/.cache/librdkafka/$name.new"
      mv "$root/.cache/librdkafka/$name.new" "$root/.cache/librdkafka/$name"
    done
    cp LICENSE "$root/.cache/librdkafka/LICENSE"
  ) && has_librdkafka
}

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi
}
