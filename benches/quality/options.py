"""What all the scripts ask for."""
import argparse


def options(about):
    """A parser with the options that all the scripts share."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--emic', required=True, help='the program, built with cargo build --release')
    parser.add_argument('--data', required=True, help='folder of sets, each a folder with train.jsonl and test.jsonl')
    parser.add_argument('--judge', required=True, help='folder with judge.py and peers.py')
    parser.add_argument('--minilm', help='folder with tokenizer.json and an ONNX file of all-MiniLM-L6-v2, for the peer minilm')
    parser.add_argument('--peers', default='peers.jsonl', help='file in which peers\' results are kept [%(default)s]')
    parser.add_argument('--work', default='quality-work', help='folder in which rankers are kept [%(default)s]')
    parser.add_argument('--sets', default='', help='names of sets, or their beginnings, set apart by commas [all]')
    parser.add_argument('--shipped-rankers', action='store_true', help='make no rankers without each set; quick, and too kind')
    return parser
