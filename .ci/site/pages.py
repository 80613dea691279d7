"""Fits the pages of docs/ into a site.

Pages link to files outside docs/, such as ../config/gateway.yaml. On the host of the repository such
a link leads to the file. In the site it leads to the same file there (repo_url in mkdocs.yml), and so
does a link to a folder. A link to a file that does not exist stays, and fails the build.

What belongs to a step of a numbered list is indented by three spaces, as hosts of repositories want
it; Python-Markdown wants four.

An entry of the navigation that ends with a slash stands for all pages of that folder.
"""

import os
import re

LINK = re.compile(r"(\]\()([^)#\s:]+)(#[^)\s]*)?(\))")
STEP = re.compile(r"\d+\. ")
FENCE = re.compile(r"^\s*(```|~~~)")


def on_config(config):
    for section in config["nav"]:
        for pages in section.values():
            for page in pages:
                if isinstance(page, dict):
                    for title, path in page.items():
                        if path.endswith("/"):
                            page[title] = pages_of(config["docs_dir"], path)
    return config


def pages_of(docs, folder):
    names = sorted(os.listdir(os.path.join(docs, folder)))
    return [folder + name for name in names if name.endswith(".md")]


def on_page_markdown(markdown, page, config, files):
    docs = config["docs_dir"]
    root = os.path.dirname(os.path.abspath(config["config_file_path"]))
    address = config["repo_url"].rstrip("/") + "/blob/main/"
    folder = os.path.dirname(os.path.join(docs, page.file.src_path))

    def outside(link):
        target = os.path.normpath(os.path.join(folder, link.group(2)))
        in_site = target.startswith(docs + os.sep) and not os.path.isdir(target)
        if in_site or not target.startswith(root + os.sep) or not os.path.exists(target):
            return link.group(0)
        path = os.path.relpath(target, root).replace(os.sep, "/")
        return link.group(1) + address + path + (link.group(3) or "") + link.group(4)

    lines = []
    code = False
    for line in indented(markdown.split("\n")):
        if FENCE.match(line):
            code = not code
        lines.append(line if code else LINK.sub(outside, line))
    return "\n".join(lines)


def indented(lines):
    step = shift = False
    for line in lines:
        if line and not line.startswith(" "):
            step = bool(STEP.match(line))
            shift = False
        shift = shift or (step and re.match(r" {3}\S", line) is not None)
        yield " " + line if shift and line.startswith("   ") else line
