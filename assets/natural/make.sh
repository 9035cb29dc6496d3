#!/bin/sh
# Makes photographs.gz (an IDX file of 5 images of 240×240 grey bytes) of the photographs in the folder $1. Needs ImageMagick and gzip.
set -eu
here=$(dirname "$0")
{
    printf '\000\000\010\003\000\000\000\005\000\000\000\360\000\000\000\360'
    for name in chelsea coffee raccoon grass gravel; do
        convert "$1/$name.png" -gravity center -crop "$(identify -format '%[fx:min(w,h)]' "$1/$name.png")"x"$(identify -format '%[fx:min(w,h)]' "$1/$name.png")"+0+0 +repage -filter Lanczos -resize 240x240 -colorspace Gray -depth 8 gray:-
    done
} | gzip -9n > "$here/photographs.gz"
